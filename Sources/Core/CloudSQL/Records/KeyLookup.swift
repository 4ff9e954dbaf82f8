/// A statement's columns as coding keys. A type asks for its keys in the same order for each row, so the place of each
/// is remembered after the first.
final class KeyLookup {
    private struct Step {
        var key: String
        var index: Int?
    }

    let names: ColumnNames
    var kinds = FieldKinds()
    private var steps: [Step] = []
    private var next = 0

    init(_ names: ColumnNames) { self.names = names }

    /// One row as a value of `type`.
    func decode<T: Decodable>(_ type: T.Type, _ values: [SQLValue]) throws -> T {
        next = 0
        return try T(from: RowDecoder(lookup: self, values: values))
    }

    /// The place of the column for `key`: of that name, or of the name in snake case.
    func index(of key: String) -> Int? {
        if next < steps.count, steps[next].key == key {
            next += 1
            return steps[next - 1].index
        }
        let index = names.index[key] ?? names.index[SnakeCase.column(key)]
        // Another order than last time is learnt anew from here.
        steps.removeSubrange(next...)
        steps.append(Step(key: key, index: index))
        next += 1
        return index
    }
}
