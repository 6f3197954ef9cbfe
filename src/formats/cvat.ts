import type { Document } from './document.js';
import { CATEGORY, type PhotoFaces, rounded } from './photo-faces.js';

/** What readers other than CVAT's own (Datumaro's) ask for first: the labels, and what kind of value a score is. */
const HEAD = `<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <mode>annotation</mode>
      <labels>
        <label>
          <name>${CATEGORY}</name>
          <attributes>
            <attribute>
              <name>score</name>
              <mutable>False</mutable>
              <input_type>text</input_type>
              <default_value></default_value>
              <values></values>
            </attribute>
          </attributes>
        </label>
      </labels>
    </task>
  </meta>
`;

/**
 * "CVAT for images 1.1": one XML file, a box a face, its score as an attribute. CVAT imports it into a task of the same photos.
 * Source: https://docs.cvat.ai/docs/manual/advanced/xml_format/
 */
export class CvatDocument implements Document {
  readonly head = HEAD;
  #images = 0;

  add({ image, width, height, faces }: PhotoFaces): string {
    const boxes = faces.map(({ box, score }) => {
      const corners = { xtl: box.x, ytl: box.y, xbr: box.x + box.width, ybr: box.y + box.height };
      const places = Object.entries(corners).map(([name, value]) => `${name}="${rounded(value, 2)}"`);
      return `    <box label="${CATEGORY}" source="auto" occluded="0" ${places.join(' ')} z_order="0">
      <attribute name="score">${rounded(score, 4)}</attribute>
    </box>\n`;
    });
    const name = escaped(image);
    return `  <image id="${this.#images++}" name="${name}" width="${width}" height="${height}">\n${boxes.join('')}  </image>\n`;
  }

  tail(): string {
    return '</annotations>\n';
  }
}

/** As it may stand in an attribute: a line's end there would be read as a blank. */
function escaped(text: string): string {
  return text.replace(/[&<>"\t\r\n]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
