/// A limit that an administrator has set: for a project, or for all (the class `default`).
struct QuotaLimit: Sendable, Codable, Hashable {
    /// Scope and resource.
    var id: String
    /// `project/ID` or `class/NAME`.
    var scope: String
    var resource: String
    /// Negative: none.
    var amount: Int

    init(scope: String, resource: QuotaResource, amount: Int) {
        id = "\(scope)/\(resource.rawValue)"
        self.scope = scope
        self.resource = resource.rawValue
        self.amount = amount
    }

    static func project(_ id: String) -> String { "project/\(id)" }
    static func quotaClass(_ name: String) -> String { "class/\(name)" }
    /// The class whose limits hold for projects without limits of their own.
    static let defaults = quotaClass("default")
}
