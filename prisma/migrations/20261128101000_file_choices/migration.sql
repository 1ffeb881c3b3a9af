-- What a file leaves open: the zone that the files of an account are in, and which of day and month stands first.
ALTER TABLE "TradingAccount" ADD COLUMN "timeZone" TEXT;
ALTER TABLE "Import" ADD COLUMN "dateOrder" TEXT;
