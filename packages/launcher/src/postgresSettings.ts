/**
 * Settings for one person's laptop: few processes, little memory, and every commit on disk. They are handed
 * over on the command line at each start, so that a new version's settings reach an old data folder.
 */
export function serverSettings(): Readonly<Record<string, string>> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '60',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    log_min_messages: 'warning',
    log_connections: '',
    // Memory: proportional size of all processes stays small; the system's file cache does the rest.
    shared_buffers: '32MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    effective_cache_size: '512MB',
    huge_pages: 'off',
    jit: 'off',
    // Processes: no reader processes, no replication, one parallel helper pair when a query asks for it.
    io_method: 'sync',
    max_worker_processes: '4',
    max_parallel_workers: '2',
    max_logical_replication_workers: '0',
    autovacuum_max_workers: '2',
    // What a large import has brought is counted at once, or every list of it is planned as if it were empty.
    autovacuum_naptime: '10s',
    // Log of changes: no replica reads it, so it holds what crash recovery needs and nothing else.
    wal_level: 'minimal',
    max_wal_senders: '0',
    wal_compression: 'pglz',
    max_wal_size: '512MB',
    checkpoint_timeout: '15min',
    synchronous_commit: 'on',
    fsync: 'on',
    full_page_writes: 'on',
  };
}
