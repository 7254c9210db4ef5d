import type { Edition, Field } from '../edition.ts';
import { isReturned } from '../editions.ts';
import { type ElementTree, elementTree } from './tree.ts';
import type { Day } from '../../base/dates.ts';

/**
 * `structural`: elements, their order and the shape of dates, numbers and codes; what DfE refuses a file for.
 * `strict`: the edition's code lists and mandatory elements too, and no empty elements, as in DfE's own schema of 2015-16.
 */
export type SchemaForm = 'structural' | 'strict';

/** The XML schema of an edition's return; code lists are those of `day`. */
export function schemaOf(edition: Edition, form: SchemaForm, day: Day = edition.from): string {
  const lists = form === 'strict' ? listTypes(edition, day) : '';
  const root = elementTree(edition.fields);
  return `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified" version="${edition.id} ${form}">
${TYPES}
${listType('CohortStatus', codesOf(edition, 'YP10', day))}
${lists}
<xs:element name="${edition.rootElement}"><xs:complexType><xs:sequence>
${root.map((node) => element(node, form)).join('\n')}
</xs:sequence></xs:complexType></xs:element>
</xs:schema>
`;
}

const TYPES = `<xs:simpleType name="Empty"><xs:restriction base="xs:string"><xs:length value="0"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Day"><xs:restriction base="xs:date"><xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:pattern value="[1-9][0-9]{2}"/></xs:restriction></xs:simpleType>
<xs:simpleType name="Flag"><xs:restriction base="xs:string"><xs:enumeration value="Y"/><xs:enumeration value="N"/></xs:restriction></xs:simpleType>`;

function element({ field, children }: ElementTree, form: SchemaForm): string {
  const need = form === 'strict' ? field.strictNeed : field.need;
  const occurs = `${need === 'M' ? '' : ' minOccurs="0"'}${field.many ? ' maxOccurs="unbounded"' : ''}`;
  const open = `<xs:element name="${field.element}"${occurs}>`;
  if (field.type === 'node') {
    const inside = children.map((child) => element(child, form)).join('\n');
    return `${open}<xs:complexType><xs:sequence>\n${inside}\n</xs:sequence></xs:complexType></xs:element>`;
  }
  const type = leafType(field, form);
  if (need === 'M' || form === 'strict') return `${open}${type}</xs:element>`;
  return `${open}<xs:simpleType><xs:union memberTypes="Empty">${type}</xs:union></xs:simpleType></xs:element>`;
}

function leafType(field: Field, form: SchemaForm): string {
  const simple = (base: string, facet = '') =>
    `<xs:simpleType><xs:restriction base="${base}">${facet}</xs:restriction></xs:simpleType>`;
  if (form === 'strict' && field.list !== null) return simple(typeName(field.list));
  switch (field.type) {
    case 'text': {
      const least = form === 'strict' ? '<xs:minLength value="1"/>' : '';
      return simple('xs:string', `${least}<xs:maxLength value="${field.length}"/>`);
    }
    case 'date':
      return simple('Day');
    case 'digits':
    case 'la':
      return simple('xs:string', `<xs:pattern value="[0-9]{${field.length}}"/>`);
    case 'code':
      return simple('Code');
    case 'flag':
      return simple('Flag');
    case 'status':
      return simple('CohortStatus');
    case 'node':
      throw new Error(`${field.path} is a node and has no value`);
  }
}

const typeName = (list: string): string => `List-${list}`;

function listTypes(edition: Edition, day: Day): string {
  const lists = [...new Set(edition.fields.map((f) => f.list).filter((list) => list !== null))];
  return lists.map((list) => listType(typeName(list), codesOf(edition, list, day))).join('\n');
}

const listType = (name: string, codes: string[]): string =>
  `<xs:simpleType name="${name}"><xs:restriction base="xs:string">${codes
    .map((code) => `<xs:enumeration value="${code}"/>`)
    .join('')}</xs:restriction></xs:simpleType>`;

/**
 * The codes of a list that may stand in a return for `day`. Beside the lists of the packs: `LA` authorities of that day, `LA-ANY`
 * every authority that ever was and the pseudo codes, `LA-UNKNOWN`; `<list>-REFUSED` those that no file may hold, and `<list>-EVER` all
 * that are known, with the withdrawn and the local ones.
 */
export function codesOf(edition: Edition, list: string, day: Day): string[] {
  const las = edition.las;
  switch (list) {
    case 'eet':
      return edition.activities
        .filter((a) => (a.validFrom ?? day) <= day && day <= (a.validTo ?? day))
        .map((a) => a.code);
    case 'LA':
      return las
        .filter((l) => l.kind === 'la' && (l.from ?? day) <= day && day <= (l.to ?? day))
        .map((l) => l.code);
    case 'LA-ANY':
      return las.map((l) => l.code);
    case 'LA-UNKNOWN':
      return las.filter((l) => l.kind === 'unknown').map((l) => l.code);
  }
  const [set, kind] = list.split('-') as [string, string | undefined];
  if (set === 'eet') return edition.activities.map((a) => a.code);
  return edition.codes
    .filter(
      (c) =>
        c.set === set &&
        (kind === 'EVER'
          ? c.use !== 'refused'
          : kind === 'REFUSED'
            ? c.use === 'refused'
            : isReturned(c, day)),
    )
    .map((c) => c.code);
}
