/// The names of a statement's columns, shared by all rows that it ever yields.
final class ColumnNames: Sendable {
    let names: [String]
    let index: [String: Int]

    init(_ names: [String]) {
        self.names = names
        index = Dictionary(zip(names, 0...), uniquingKeysWith: { first, _ in first })
    }
}
