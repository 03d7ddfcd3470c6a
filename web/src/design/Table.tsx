// A table whose figures line up. Columns say how to draw a cell; sorting is the caller's, the head only asks for it.
import type { ReactNode } from "react";
import { t } from "../strings";
import { Icon } from "./Icon";

export interface Column<Row> {
    key: string;
    name: string;
    cell: (row: Row) => ReactNode;
    /// Right-aligned, tabular.
    number?: boolean;
    /// A column without a visible name, such as buttons.
    hideName?: boolean;
    sortable?: boolean;
    width?: string;
}

export interface TableProps<Row> {
    caption: string;
    columns: readonly Column<Row>[];
    rows: readonly Row[];
    rowKey: (row: Row) => string;
    sort?: { key: string; descending: boolean };
    onSort?: (key: string) => void;
    foot?: ReactNode;
    /// On a phone each row becomes a small list.
    folds?: boolean;
}

export function Table<Row>({ caption, columns, rows, rowKey, sort, onSort, foot, folds }: TableProps<Row>) {
    const sorted = (column: Column<Row>) =>
        (sort?.key !== column.key ? (column.sortable ? "none" : undefined) : sort.descending ? "descending"
            : "ascending");
    return (
        <div className="table-frame" role="region" aria-label={caption} tabIndex={0}>
            <table className={folds ? "table table-folds" : "table"}>
                <caption className="sr">{caption}</caption>
                <thead>
                    <tr>
                        {columns.map((column) => (
                            <th key={column.key} scope="col" className={column.number ? "number" : undefined}
                                aria-sort={sorted(column)} style={column.width ? { width: column.width } : undefined}>
                                {column.sortable && onSort
                                    ? <button type="button" className="sort" onClick={() => onSort(column.key)}
                                        aria-label={t.design.sortBy(column.name)}>
                                        {column.name}
                                        {sort?.key === column.key && <Icon
                                            name={sort.descending ? "chevron-down" : "chevron-up"} small />}
                                    </button>
                                    : column.hideName ? <span className="sr">{column.name}</span> : column.name}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => (
                        <tr key={rowKey(row)}>
                            {columns.map((column) => (
                                <td key={column.key} className={column.number ? "number" : undefined}
                                    data-label={column.hideName ? undefined : column.name}>{column.cell(row)}</td>
                            ))}
                        </tr>
                    ))}
                </tbody>
                {foot && <tfoot>{foot}</tfoot>}
            </table>
        </div>
    );
}
