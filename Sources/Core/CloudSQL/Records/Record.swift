/// A resource's row: a Codable struct whose properties are its table's columns.
///
/// Property names are camelCase, columns snake_case (`projectID` is `project_id`); CodingKeys may name the column.
/// Strings, numbers, booleans, `Timestamp`, `[UInt8]`, enums with raw values, `SQLScalar`s and their optionals are
/// stored as they are, everything else as JSON text.
package protocol Record: Codable, Sendable {
    static var table: String { get }
    /// The column that identifies a row; also the last in every order.
    static var keyColumn: String { get }
}

extension Record {
    package static var keyColumn: String { "id" }
}
