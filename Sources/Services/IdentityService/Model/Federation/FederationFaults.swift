import CloudCore

/// Keystone's words about federation.
extension Fault {
    static func missingProtocol(_ id: String, of idpID: String) -> Fault {
        .notFound("Could not find federated protocol \(id) for Identity Provider: \(idpID).")
    }
    static func disabledProvider(_ id: String) -> Fault { .forbidden("Identity Provider \(id) is disabled") }

    /// 400 for an id in a path that no row could have.
    static func check(pathID id: String) throws {
        guard (1...64).contains(id.unicodeScalars.count), id.utf8.count <= 127 else {
            throw Fault.invalid("id", "'\(id)' is too long")
        }
        guard !id.utf8.contains(0) else { throw Fault.badRequest("Text must not contain the character U+0000.") }
    }
}
