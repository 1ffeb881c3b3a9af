import type { MappingBody, MappingDto, MappingList } from '@twin/shared/dto/import';
import { AppError } from '@twin/shared/errors/AppError';
import { headerHash, unknownHeader } from './fileHeader.ts';
import type { StoredMapping } from './ImportMappingRepo.ts';
import type { ImportDatabase } from './importRepos.ts';
import { type FileOptions, readMapping } from './receivedFile.ts';

/** Which column means what, remembered for every file with the same header. */
export class MappingService {
  private readonly database: ImportDatabase;

  constructor(database: ImportDatabase) {
    this.database = database;
  }

  /** Oldest first. */
  async list(userId: string): Promise<MappingList> {
    const rows = await this.database.forUser(userId, ({ importMappings }) => importMappings.list(userId));
    return { items: rows.map(mappingDto), nextCursor: null };
  }

  /** Puts a mapping in place of the one that the same header had. @throws AppError INVALID_INPUT */
  async put(userId: string, { name, columns, mapping }: MappingBody): Promise<MappingDto> {
    const read = { ...readMapping(mapping) };
    const entry = { headerHash: headerHash(columns), name, mapping: read };
    return mappingDto(
      await this.database.forUser(userId, ({ importMappings }) => importMappings.upsert(userId, entry)),
    );
  }

  /** @throws AppError NOT_FOUND */
  async delete(userId: string, id: string): Promise<void> {
    const isGone = await this.database.forUser(userId, ({ importMappings }) =>
      importMappings.delete(userId, id),
    );
    if (!isGone) throw new AppError('NOT_FOUND');
  }

  /**
   * The reading options with the mapping that a file of this header had before; those of the person come first. A
   * mapping that the person gives with an import (`remember`) is kept for the next one.
   */
  async complete(
    userId: string,
    file: { name: string; head: Buffer },
    options: FileOptions,
    remember = false,
  ): Promise<FileOptions> {
    const { format, mapping } = options;
    if (format !== undefined || (mapping !== undefined && !remember)) return options;
    const header = unknownHeader(file, options);
    if (!header) return options;
    return this.database.forUser(userId, async ({ importMappings }) => {
      if (mapping) {
        const entry = { headerHash: header.hash, name: file.name, mapping: { ...mapping } };
        await importMappings.upsert(userId, entry);
        return options;
      }
      const known = await importMappings.findByHeader(userId, header.hash);
      return known ? { ...options, mapping: readMapping(known.mapping) } : options;
    });
  }
}

function mappingDto({ id, name, mapping, createdAt }: StoredMapping): MappingDto {
  return { id, name, mapping: { ...readMapping(mapping) }, createdAt: createdAt.toISOString() };
}
