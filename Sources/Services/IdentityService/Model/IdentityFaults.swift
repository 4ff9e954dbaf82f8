import CloudCore

/// Keystone's own words, which clients parse.
extension Fault {
    /// 404: `Could not find project: x.`
    static func missing(_ kind: String, _ id: String) -> Fault { notFound("Could not find \(kind): \(id).") }

    /// 409: another row has what must be unique.
    static func taken(_ kind: String, _ details: String) -> Fault {
        conflict("Conflict occurred attempting to store \(kind) - \(details).")
    }

    /// 409: another row of that kind has this name.
    static func duplicate(_ kind: String, name: String, domainID: String? = nil) -> Fault {
        taken(kind, "Duplicate entry found with name \(name)" + (domainID.map { " at domain ID \($0)" } ?? ""))
    }

    /// 403: allowed by the rules, but not in this state.
    static func refused(_ action: String) -> Fault {
        forbidden("You are not authorized to perform the requested action: \(action).")
    }

    /// 400: a member is missing.
    static func expecting(_ attribute: String, in target: String) -> Fault {
        malformed("Expecting to find \(attribute) in \(target).")
    }

    /// 400, with what Keystone adds to most of its reasons.
    static func malformed(_ reason: String) -> Fault {
        badRequest(
            reason
                + " The server could not comply with the request since it is either malformed or otherwise incorrect. "
                + "The client is assumed to be in error.")
    }

    /// 400: a member does not fit, in the words of Keystone's schemas.
    static func invalid(_ field: String, _ reason: String) -> Fault {
        badRequest("Invalid input for field '\(field)': \(reason)")
    }
}

extension Timestamp {
    /// - Throws: `Fault` 400 for a text that is no moment.
    init(given text: String) throws {
        guard let moment = Timestamp(text) else { throw Fault.malformed("Timestamp not in expected format.") }
        self = moment
    }

    /// - Throws: `Fault` 400 for an end that has passed.
    func requireFuture(at now: Timestamp) throws {
        guard self > now else { throw Fault.malformed("The 'expires_at' must not be before now.") }
    }
}
