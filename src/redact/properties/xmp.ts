import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import { utf8 } from '../bytes.js';
import { plainTexts } from './text.js';
import { PROPERTIES, RDF, type Shape, XML } from './xmp-properties.js';

/** One text of a property; `language` where it is one of several. */
interface Value {
  readonly text: string;
  readonly language?: string;
}

/** A named property of XMP. */
export interface XmpProperty {
  readonly prefix: string;
  readonly name: string;
  readonly shape: Shape;
  readonly values: readonly Value[];
}

const LONGEST_TEXT = 2000;
const MOST_VALUES = 200;
const LANGUAGE = /^[a-z0-9-]{1,35}$/i;

/** Descriptions are small; pictures and depth, which make a packet large, are few values. */
const MOST_BYTES = 8 * 1024 ** 2;
const MOST_TAGS = 50_000;

const ELEMENT = 1;
const TEXTS = new Set([3, 4]);

const LISTS: Record<Exclude<Shape, 'text'>, string> = { languages: 'Alt', ordered: 'Seq', unordered: 'Bag' };

/**
 * The named properties of an XMP packet, in whatever prefixes and forms it is written; of one that is there twice, the
 * first.
 *
 * @throws Error where the packet is no XML
 */
export function readXmp(packet: Uint8Array): XmpProperty[] {
  const root = parse(decode(packet));
  const found = new Map<string, XmpProperty>();
  const add = (namespace: string | null, name: string, values: readonly Value[]) => {
    const known = namespace === null || !Object.hasOwn(PROPERTIES, namespace) ? undefined : PROPERTIES[namespace];
    if (!known || !Object.hasOwn(known.shapes, name)) return;
    const shape = known.shapes[name]!;
    const listed = values.slice(0, shape === 'text' ? 1 : MOST_VALUES);
    const texts = plainTexts(
      listed.map(({ text }) => text),
      LONGEST_TEXT,
    );
    const plain = listed.flatMap(({ language = 'x-default' }, index) => {
      const kept = texts[index];
      if (kept === undefined || !LANGUAGE.test(language)) return [];
      return [{ text: kept, ...(shape === 'languages' && { language }) }];
    });
    const key = `${known.prefix}:${name}`;
    if (plain.length > 0 && !found.has(key)) found.set(key, { prefix: known.prefix, name, shape, values: plain });
  };
  for (const description of descriptions(root)) {
    for (const { namespaceURI, localName, value } of description.attributes) {
      add(namespaceURI, localName ?? '', [{ text: value }]);
    }
    for (const property of elements(description)) {
      add(property.namespaceURI, property.localName ?? '', valuesOf(property));
    }
  }
  return [...found.values()].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** What is kept, true of an upright picture of this size. */
export function trueXmp(properties: readonly XmpProperty[], width: number, height: number): XmpProperty[] {
  const truths: Record<string, number> = {
    'tiff:Orientation': 1,
    'tiff:ImageWidth': width,
    'tiff:ImageLength': height,
    'exif:PixelXDimension': width,
    'exif:PixelYDimension': height,
  };
  return properties.map((property) => {
    const truth = truths[keyOf(property)];
    return truth === undefined ? property : { ...property, values: [{ text: `${truth}` }] };
  });
}

/** A packet of these properties and nothing else; undefined where there are none. */
export function writeXmp(properties: readonly XmpProperty[]): Uint8Array | undefined {
  if (properties.length === 0) return undefined;
  const prefixes = new Set(properties.map(({ prefix }) => prefix));
  const namespaces = Object.entries(PROPERTIES)
    .filter(([, { prefix }]) => prefixes.has(prefix))
    .map(([namespace, { prefix }]) => ` xmlns:${prefix}="${namespace}"`);
  const body = properties.map(({ prefix, name, shape, values }) => {
    const items = values.map(({ text, language }) => {
      const attribute = language === undefined ? '' : ` xml:lang="${language}"`;
      return `<rdf:li${attribute}>${escaped(text)}</rdf:li>`;
    });
    const value =
      shape === 'text' ? escaped(values[0]!.text) : `<rdf:${LISTS[shape]}>${items.join('')}</rdf:${LISTS[shape]}>`;
    return `<${prefix}:${name}>${value}</${prefix}:${name}>`;
  });
  return utf8(
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${RDF}">` +
      `<rdf:Description rdf:about=""${namespaces.join('')}>${body.join('')}</rdf:Description>` +
      '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>',
  );
}

/** ISO 16684-1 allows UTF-8, UTF-16 and UTF-32; the last is not met. */
function decode(packet: Uint8Array): string {
  if (packet.length > MOST_BYTES) throw new Error(`${packet.length} bytes are more than the limit of ${MOST_BYTES}`);
  const [first, second] = packet;
  if (first === 0xfe || first === 0) return new TextDecoder('utf-16be', { fatal: true }).decode(packet);
  if (first === 0xff || second === 0) return new TextDecoder('utf-16le', { fatal: true }).decode(packet);
  return new TextDecoder('utf-8', { fatal: true }).decode(packet);
}

function parse(xml: string): Element {
  const refuse = (_level: string, message: string): never => {
    throw new Error(message);
  };
  if (xml.split('<', MOST_TAGS + 1).length > MOST_TAGS) throw new Error(`more than ${MOST_TAGS} elements are in it`);
  const content = xml.replace(/^[\s\ufeff]+|[\s\0]+$/g, '');
  const { doctype, documentElement } = new DOMParser({ onError: refuse }).parseFromString(content, 'text/xml');
  // Entities of the packet's own could say anything.
  if (doctype || !documentElement) throw new Error('a document type or no element is in it');
  return documentElement;
}

/** The elements whose children and attributes are the properties. */
function descriptions(root: Element): Element[] {
  const list = isRdf(root, 'RDF') ? root : elements(root).find((element) => isRdf(element, 'RDF'));
  return list ? elements(list).filter((element) => isRdf(element, 'Description')) : [];
}

/** A property's texts: its own, or those of its list. */
function valuesOf(property: Element): Value[] {
  const children = elements(property);
  if (children.length === 0) return [{ text: textOf(property) }];
  const list = children.find((child) => Object.values(LISTS).some((name) => isRdf(child, name)));
  if (!list) return [];
  return elements(list)
    .filter((item) => isRdf(item, 'li') && elements(item).length === 0)
    .map((item) => {
      const language = item.getAttributeNS(XML, 'lang');
      return { text: textOf(item), ...(language && { language }) };
    });
}

function isRdf({ namespaceURI, localName }: Element, name: string): boolean {
  return namespaceURI === RDF && localName === name;
}

function elements(parent: Element): Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeType === ELEMENT);
}

function textOf(element: Element): string {
  return [...element.childNodes].map((node: Node) => (TEXTS.has(node.nodeType) ? (node.nodeValue ?? '') : '')).join('');
}

function keyOf({ prefix, name }: XmpProperty): string {
  return `${prefix}:${name}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}
