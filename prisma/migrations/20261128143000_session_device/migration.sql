-- "Firefox on Linux": enough for a person to know their devices apart, and no more of the browser's own words.
ALTER TABLE "Session" ADD COLUMN "device" TEXT;
