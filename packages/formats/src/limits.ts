/** Uploads above this are refused before anything is read; archives may not unpack to more either. */
export const MAX_FILE_BYTES = 150 * 1024 * 1024;
