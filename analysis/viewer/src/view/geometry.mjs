// Where things are on the map, in units of one TBU; chiplets have a gap between them.
export const GAP = 0.9;

export class Geometry {
  constructor(layout) {
    this.layout = layout;
    this.width = layout.cols + (layout.chipletCols - 1) * GAP;
    this.height = layout.rows + (layout.chipletRows - 1) * GAP;
    this.boxes = this.clusterBoxes();
  }

  tbu(number) {
    const { cols, tbuRows, tbuCols } = this.layout;
    const row = Math.floor(number / cols);
    const col = number % cols;
    return [col + Math.floor(col / tbuCols) * GAP, row + Math.floor(row / tbuRows) * GAP];
  }

  /** A CBU (row by row on the wafer; each chiplet has one row and column more of them than of TBUs). */
  node(number) {
    const { chipletCols, tbuRows, tbuCols } = this.layout;
    const across = chipletCols * (tbuCols + 1);
    const row = Math.floor(number / across);
    const col = number % across;
    const chipletRow = Math.floor(row / (tbuRows + 1));
    const chipletCol = Math.floor(col / (tbuCols + 1));
    return [chipletCol * (tbuCols + GAP) + (col % (tbuCols + 1)), chipletRow * (tbuRows + GAP) + (row % (tbuRows + 1))];
  }

  neighbour(number, side) {
    const across = this.layout.chipletCols * (this.layout.tbuCols + 1);
    return number + [-across, across, 1, -1][side];
  }

  dies() {
    const { chipletRows, chipletCols, tbuRows, tbuCols } = this.layout;
    const found = [];
    for (let row = 0; row < chipletRows; row++) {
      for (let col = 0; col < chipletCols; col++) found.push([col * (tbuCols + GAP), row * (tbuRows + GAP), tbuCols, tbuRows]);
    }
    return found;
  }

  clusterBoxes() {
    const boxes = Array.from({ length: this.layout.clusters }, () => [Infinity, Infinity, -Infinity, -Infinity]);
    this.layout.clusterOf.forEach((cluster, number) => {
      if (cluster < 0) return;
      const [x, y] = this.tbu(number);
      const box = boxes[cluster];
      box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x + 1); box[3] = Math.max(box[3], y + 1);
    });
    return boxes;
  }

  centre(cluster) {
    const [x0, y0, x1, y1] = this.boxes[cluster];
    return [(x0 + x1) / 2, (y0 + y1) / 2];
  }

  /** The TBU at a place; -1: none. */
  tbuAt(x, y) {
    const { tbuRows, tbuCols, rows, cols } = this.layout;
    const part = (value, size) => {
      const chip = Math.floor(value / (size + GAP));
      const inside = value - chip * (size + GAP);
      return inside < 0 || inside >= size ? -1 : chip * size + Math.floor(inside);
    };
    const col = part(x, tbuCols);
    const row = part(y, tbuRows);
    return col < 0 || row < 0 || col >= cols || row >= rows ? -1 : row * cols + col;
  }
}
