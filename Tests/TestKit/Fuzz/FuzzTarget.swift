package import CloudHTTP
package import CloudJSON
package import HTTPTypes

/// A service as the fuzz test finds it: its API, who asks, and what is known of it beforehand.
package struct FuzzTarget: Sendable {
    package var api: ServiceAPI
    package var operations: [FuzzOperation]
    /// Who may do everything.
    package var administrator: String
    /// Who may do less, or nothing.
    package var others: [String?]
    /// Who has no role at all.
    package var outsider: String
    /// Operations that need no role.
    package var isOpen: @Sendable (FuzzOperation) -> Bool = { $0.path == "/" }
    /// Headers that a request may carry, each with its values (nil: none): the first one most of the time.
    package var headers: [HTTPField.Name: [String?]] = [:]
    /// Texts that fit members, parameters and keys (`FuzzValues.fitting`); ids are learned on the way.
    package var fitting: [String: [String]] = [:]
    /// Names under which an id is also taken: `imageRef` for `image_id`.
    package var aliases: [String: [String]] = [:]
    /// Query parameters that the description does not name.
    package var parameters: [String] = ["limit", "marker", "sort_key", "fields"]
    /// A number that grows with every change of the service's rows; nil: nothing tells.
    package var changes: (@Sendable () async throws -> Int64)?
    /// Operations that may leave a trace though they are refused.
    package var leavesTraces: @Sendable (FuzzOperation) -> Bool = { _ in false }
    /// Puts into a body what only the service knows, as generations.
    package var fit: (@Sendable (_ path: String, _ body: JSON) async throws -> JSON)?

    package init(
        _ api: ServiceAPI, _ operations: [FuzzOperation], administrator: String, others: [String?], outsider: String
    ) {
        self.api = api
        self.operations = operations
        self.administrator = administrator
        self.outsider = outsider
        self.others = others + [outsider, outsider, nil, "\u{0}", String(repeating: "A", count: 9000)]
    }
}
