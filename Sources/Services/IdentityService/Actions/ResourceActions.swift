import CloudAuth
import CloudCore

/// What can be done to any resource of the API, each by its own rules.
protocol ResourceActions: Sendable {
    associatedtype Resource: Identifiable<String> & Sendable
    /// What a client may say of one that is there.
    associatedtype Change

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Resource]
    func show(_ id: String, _ caller: Caller) async throws -> Resource
    func update(_ id: String, _ change: Change, _ caller: Caller) async throws -> Resource
    func delete(_ id: String, _ caller: Caller) async throws
}
