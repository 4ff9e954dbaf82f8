import CloudCore
import CloudSQL

/// A record that clients ask for by its id, and that says in Keystone's words that it is not there.
protocol NamedRecord: Record, Identifiable<String> {
    static func missing(_ id: String) -> Fault
    /// What others are told of when the kit makes, changes or deletes one; nil: nothing.
    static var audited: Audited? { get }
}

extension NamedRecord {
    static var audited: Audited? { nil }
}

extension Connection {
    /// The record of that id, if `isMeant` holds for it.
    /// - Throws: `Fault` in the record's own words when there is none.
    @discardableResult
    func require<R: NamedRecord>(
        _ type: R.Type = R.self, _ id: String, where isMeant: (R) -> Bool = { _ in true }
    ) throws -> R {
        guard let record = try table(type).find(id), isMeant(record) else { throw R.missing(id) }
        return record
    }
}
