/// A table as a record type uses it, and the SQL for it, made once.
final class RecordShape {
    /// Unquoted.
    let table: String
    let key: TableColumn
    private let columns: [String: TableColumn]
    private let encoder = RecordEncoder()
    private var sql: [Text: String] = [:]
    private var encodedKeys: [String] = []
    private var encodedColumns: [String] = []

    /// A statement whose text depends on nothing but the type.
    enum Text: Hashable {
        case find, delete, update, updateVersion, upsert
        case findMany(Int)
        case insert(rows: Int)
        case insertIfAbsent
    }

    /// What a record came to: values in the order of `columns`.
    struct Encoded {
        var values: [SQLValue]
    }

    init(table: String, keyColumn: String, columns: [TableColumn]) throws {
        guard !columns.isEmpty else {
            throw SQLError.other(code: "42P01", message: "there is no table \(table): has its migration been given?")
        }
        guard let key = columns.first(where: { $0.name == keyColumn }) else {
            throw SQLError.unknownColumn(keyColumn, of: table)
        }
        self.table = table
        self.key = key
        self.columns = Dictionary(columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The table's column of that name, or of that property's name; nothing else ever gets into SQL.
    func column(_ name: String) throws -> TableColumn {
        guard let column = columns[name] ?? columns[SnakeCase.column(name)] else {
            throw SQLError.unknownColumn(name, of: table)
        }
        return column
    }

    /// The record's values; afterwards `text(_:)` speaks of these columns.
    func encode(_ record: some Record) throws -> Encoded {
        try encoder.encode(record)
        if encoder.keys != encodedKeys {
            encodedColumns = try encoder.keys.map { try column($0).name }
            encodedKeys = encoder.keys
            sql.removeAll()
        }
        return Encoded(values: encoder.values)
    }

    var columnCount: Int { encodedColumns.count }
    /// Where the key is among the encoded values.
    var keyPlace: Int { place(of: key.name) - 1 }

    func text(_ which: Text) -> String {
        if let text = sql[which] { return text }
        let text = make(which)
        sql[which] = text
        return text
    }

    private func make(_ which: Text) -> String {
        let name = Self.quoted(table)
        let keyName = Self.quoted(key.name)
        switch which {
        case .find: return "SELECT * FROM \(name) WHERE \(keyName) = $1"
        case .findMany(let count):
            return "SELECT * FROM \(name) WHERE \(keyName) IN (\(Self.places(1...count)))"
        case .delete: return "DELETE FROM \(name) WHERE \(keyName) = $1"
        case .insert(let rows):
            let groups = (0..<rows).map { "(\(Self.places($0 * columnCount + 1...($0 + 1) * columnCount)))" }
            return "INSERT INTO \(name) (\(list)) VALUES \(groups.joined(separator: ", "))"
        case .insertIfAbsent: return text(.insert(rows: 1)) + " ON CONFLICT DO NOTHING"
        case .upsert:
            let sets = encodedColumns.filter { $0 != key.name }.map(Self.quoted).map { "\($0) = excluded.\($0)" }
            let action = sets.isEmpty ? "NOTHING" : "UPDATE SET " + sets.joined(separator: ", ")
            return text(.insert(rows: 1)) + " ON CONFLICT (\(keyName)) DO \(action)"
        case .update: return "UPDATE \(name) SET \(sets) WHERE \(keyName) = $\(place(of: key.name))"
        case .updateVersion:
            return text(.update) + " AND \(Self.quoted("generation")) = $\(place(of: "generation")) - 1"
        }
    }

    private var list: String { encodedColumns.map(Self.quoted).joined(separator: ", ") }
    private var sets: String {
        encodedColumns.enumerated().map { "\(Self.quoted($1)) = $\($0 + 1)" }.joined(separator: ", ")
    }
    private func place(of column: String) -> Int { (encodedColumns.firstIndex(of: column) ?? -1) + 1 }

    static func quoted(_ name: String) -> String {
        name.utf8.contains(UInt8(ascii: "\"")) ? "\"" + name.replacing("\"", with: "\"\"") + "\"" : "\"\(name)\""
    }
    static func places(_ range: ClosedRange<Int>) -> String { range.map { "$\($0)" }.joined(separator: ", ") }
}
