import CloudAuth
import CloudCore
import CloudSQL

/// What is particular to one resource; `ResourceActions` does what is common to all.
protocol Lifecycle: Sendable {
    associatedtype Row: NetworkResource

    var map: AttributeMap<Row> { get }
    func missing(_ id: String) -> Fault
    /// The rows that a caller who is not the admin sees.
    func visibility(_ projectID: String) -> SQLCondition
    /// Conditions that are no plain column: by parameter name and its values.
    func condition(_ name: String, _ values: [String]) -> SQLCondition?
    /// What the rules for creating are asked about.
    func target(_ values: Values, _ projectID: String, _ work: Work) throws -> PolicyTarget
    /// What the rules for a row are asked about.
    func target(_ row: Row, _ work: Work) throws -> PolicyTarget
    /// Makes and stores the row and all that belongs to it.
    func create(_ values: Values, _ projectID: String, _ work: Work) throws -> Row
    /// Changes the row, which is stored afterwards, and stores all that belongs to it.
    func update(_ row: inout Row, _ values: Values, _ work: Work) throws
    /// Deletes the row and all that belongs to it.
    func delete(_ row: Row, _ work: Work) throws
    /// Before a list or a creation: what must be there first.
    func prepare(_ projectID: String, _ work: Work) throws
    /// Whether `prepare` has anything to do.
    func needsPreparation(_ projectID: String, _ work: Work) throws -> Bool
}

extension Lifecycle {
    func visibility(_ projectID: String) -> SQLCondition { Row.owned(by: projectID) }
    func condition(_ name: String, _ values: [String]) -> SQLCondition? { Conditions.tags(name, values) }
    func target(_ values: Values, _ projectID: String, _ work: Work) throws -> PolicyTarget { .project(projectID) }
    func target(_ row: Row, _ work: Work) throws -> PolicyTarget { .project(row.projectID) }
    func prepare(_ projectID: String, _ work: Work) throws {}
    func needsPreparation(_ projectID: String, _ work: Work) throws -> Bool { false }
}
