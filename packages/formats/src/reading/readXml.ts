import { SaxesParser, type SaxesTagPlain } from 'saxes';

interface XmlHandler {
  open(name: string, attributes: Record<string, string>, line: number): void;
  text(piece: string): void;
  close(name: string): void;
}

/** Walks an XML text. @throws Error where it is not well-formed. */
export function readXml(xml: string, handler: XmlHandler): void {
  if (xml.trim() === '') return;
  const parser = new SaxesParser({ xmlns: false, position: true });
  let line = 1;
  parser.on('opentagstart', () => {
    line = parser.line;
  });
  parser.on('opentag', (tag: SaxesTagPlain) => handler.open(localName(tag.name), tag.attributes, line));
  parser.on('text', (text) => handler.text(text));
  parser.on('cdata', (text) => handler.text(text));
  parser.on('closetag', (tag: SaxesTagPlain) => handler.close(localName(tag.name)));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
