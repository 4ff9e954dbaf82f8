import CloudSQL

/// Keys in groups for `IN (…)`, filled up to a few sizes so that the statements are found again.
struct Batches: Sequence {
    struct Batch {
        var values: [SQLValue]
        var places: String { values.indices.map { "$\($0 + 1)" }.joined(separator: ", ") }
    }

    private let keys: [String]

    init(_ keys: some Sequence<String>) { self.keys = Set(keys).sorted() }

    func makeIterator() -> AnyIterator<Batch> {
        var rest = keys[...]
        return AnyIterator {
            guard let last = rest.prefix(256).last else { return nil }
            let some = rest.prefix(256)
            rest = rest.dropFirst(256)
            let size = [1, 4, 16, 64, 256].first { $0 >= some.count } ?? some.count
            return Batch(values: (Array(some) + Array(repeating: last, count: size - some.count)).map(SQLValue.text))
        }
    }
}
