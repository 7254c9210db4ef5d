"""Reads an Excel or Word file with openpyxl or python-docx and prints what it finds as JSON.

Usage: independent.py FILE. Nothing here knows our code: it is the second opinion on what our files hold.
"""

import datetime
import json
import sys

PATH = sys.argv[1]


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat() if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def workbook():
    import openpyxl

    book = openpyxl.load_workbook(PATH)
    sheets = []
    for sheet in book.worksheets:
        tables = []
        for table in sheet.tables.values():
            cells = sheet[table.ref]
            tables.append({
                "name": table.displayName,
                "ref": table.ref,
                "filter": table.autoFilter is not None,
                "columns": [column.name for column in table.tableColumns],
                "rows": [[plain(cell.value) for cell in row] for row in cells],
                "kinds": [[cell.data_type for cell in row] for row in cells[1:]],
                "formats": [cell.number_format for cell in cells[-1]],
                "wrapped": all(cell.alignment.wrap_text for row in cells for cell in row),
            })
        sheets.append({
            "name": sheet.title,
            "state": sheet.sheet_state,
            "a1": {
                "value": sheet["A1"].value,
                "style": sheet["A1"].style,
                "bold": sheet["A1"].font.b,
            },
            "merged": [str(area) for area in sheet.merged_cells.ranges],
            "freeze": sheet.freeze_panes,
            "filter": sheet.auto_filter.ref,
            "images": len(sheet._images),
            "header": [sheet.oddHeader.center.text, sheet.oddHeader.left.text, sheet.oddFooter.center.text],
            "hidden": [str(key) for key, d in list(sheet.row_dimensions.items()) + list(sheet.column_dimensions.items()) if d.hidden],
            "blankRows": [
                row[0].row for row in sheet.iter_rows() if all(cell.value in (None, "") for cell in row)
            ],
            "fonts": sorted({(cell.font.name, cell.font.sz, (cell.font.color.rgb if cell.font.color else None))
                             for row in sheet.iter_rows() for cell in row if cell.value is not None}),
            "selected": sheet.sheet_view.selection[0].activeCell,
            "lines": [sheet.cell(row=n, column=1).value for n in range(1, 15)],
            "tables": tables,
        })
    props = book.properties
    return {
        "active": book.active.title,
        "properties": {
            "title": props.title,
            "creator": props.creator,
            "subject": props.subject,
            "language": props.language,
        },
        "custom": {prop.name: prop.value for prop in book.custom_doc_props.props}
        if hasattr(book, "custom_doc_props") else {},
        "sheets": sheets,
    }


def document():
    import docx
    from docx.oxml.ns import qn

    doc = docx.Document(PATH)
    body = doc.element.body
    tables = []
    for table in doc.tables:
        first = table.rows[0]._tr
        tables.append({
            "rows": [[cell.text for cell in row.cells] for row in table.rows],
            "headerRepeats": first.find(qn("w:trPr")) is not None
            and first.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None,
            "merged": len(table._tbl.findall(".//" + qn("w:gridSpan"))) + len(table._tbl.findall(".//" + qn("w:vMerge"))),
            "right": [
                str(cell.paragraphs[0].alignment) for cell in table.rows[-1].cells
            ],
        })
    return {
        "paragraphs": [[p.style.name, p.text] for p in doc.paragraphs],
        "tables": tables,
        "pictures": [
            {"title": e.get("title"), "description": e.get("descr")} for e in body.iter(qn("wp:docPr"))
        ],
        "footer": "\n".join(p.text for p in doc.sections[0].footer.paragraphs),
        "footerXml": doc.sections[0].footer._element.xml,
        "properties": {
            "title": doc.core_properties.title,
            "creator": doc.core_properties.author,
            "subject": doc.core_properties.subject,
            "language": doc.core_properties.language,
        },
        "language": [e.get(qn("w:val")) for e in doc.styles.element.iter(qn("w:lang"))],
        "sizes": sorted({int(e.get(qn("w:val"))) for s in doc.styles.element.iter(qn("w:docDefaults")) for e in s.iter(qn("w:sz"))}),
    }


print(json.dumps(workbook() if PATH.endswith(".xlsx") else document(), ensure_ascii=False, default=str))
