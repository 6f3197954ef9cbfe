import { type XMLParser, XMLValidator } from 'fast-xml-parser';
import { InputError, messageOf } from '../errors/errors.js';

/**
 * Reads a file of XML.
 *
 * @param expected what it should be, in words that follow "Expected"
 * @throws InputError that names the file, and the line where it is no XML
 */
export function parseXml(parser: XMLParser, xml: string, path: string, expected: string): unknown {
  let valid: ReturnType<typeof XMLValidator.validate>;
  let value: unknown;
  try {
    valid = XMLValidator.validate(xml);
    value = valid === true ? parser.parse(xml) : undefined;
  } catch (error) {
    throw new InputError(`${path}: cannot be read as XML: ${messageOf(error)}. Expected ${expected}.`);
  }
  if (valid === true) return value;
  throw new InputError(`${path}:${valid.err.line}: is not XML: ${valid.err.msg} Expected ${expected}.`);
}
