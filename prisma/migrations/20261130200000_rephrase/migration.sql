-- Whether a language model may word the coach's reflections: off until the person agrees.
ALTER TABLE "Settings" ADD COLUMN "rephrase" BOOLEAN NOT NULL DEFAULT false;
