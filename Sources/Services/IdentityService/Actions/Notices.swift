import CloudCore
import CloudJSON
import CloudNotifications
import CloudObservability
import CloudSQL

/// What identity tells others, in Keystone's words (`keystone.notifications`, "Event Notifications" of its manual): who
/// did what to which resource. No secret is ever in it: only ids, names and addresses are.
struct Notices: Sendable {
    /// How long the catalog's own entry for identity is remembered.
    private static let remembered = Duration.seconds(60)
    private static let account = "service/security/account/user"

    let notifier: Notifier
    let format: NoticeFormat
    let optOut: Set<String>
    let identifiers: IdentifierSource
    let log: Log
    private let observer = LockedValue<(id: String, until: Timestamp)?>(nil)

    init(
        _ notifier: Notifier, format: NoticeFormat, optOut: [String], identifiers: IdentifierSource, log: Log
    ) {
        self.notifier = notifier
        self.format = format
        self.optOut = Set(optOut)
        self.identifiers = identifiers
        self.log = log
    }

    /// A resource was made, changed or removed; `actor` came into a group or left it.
    func changed(
        _ operation: Audited.Operation, _ resource: Audited, _ id: String, actor: Actor?, reason: CADFReason?,
        by userID: String?, _ connection: Connection
    ) throws {
        let eventType = "identity.\(resource.rawValue).\(operation.rawValue)"
        guard wants(eventType) else { return }
        if format == .basic {
            return try notifier.notify(connection, eventType) { Self.basic(id, actor, &$0) }
        }
        var event = try event(
            "\(operation.rawValue).\(resource.rawValue)", initiator(by: userID, connection),
            CADFResource(id: id, typeURI: resource.typeURI), connection)
        event.reason = reason
        if reason != nil { event.outcome = .failure }
        event.extra.append(("resource_info", .string(id)))
        if let actor { event.extra += actor.members.map { ($0.name, .string($0.value)) } }
        try send(eventType, event, connection)
    }

    /// Somebody got a role somewhere, or lost it.
    func changed(_ operation: Audited.Operation, _ assignment: Assignment, _ connection: Connection) throws {
        let eventType = "identity.role_assignment.\(operation.rawValue)"
        guard wants(eventType) else { return }
        var event = try event(
            "\(operation.rawValue).role_assignment", initiator(by: nil, connection), target(), connection)
        let place = assignment.targetKind == .system ? "system" : assignment.targetKind.rawValue
        let placeID = assignment.targetKind == .system ? "all" : assignment.targetID
        event.extra = [
            (place, .string(placeID)), (assignment.actorKind.rawValue, .string(assignment.actorID)),
            ("inherited_to_projects", .bool(assignment.inherited)), ("role", .string(assignment.roleID)),
        ]
        try send(eventType, event, connection)
    }

    /// Somebody signed in, or did not.
    func signedIn(_ attempt: SignInAttempt, _ connection: Connection) throws {
        let outcome: CADFOutcome = attempt.failure == nil ? .success : .failure
        guard wantsSignIn(outcome) else { return }
        var initiator = try initiator(by: attempt.userID, named: attempt.userName, connection)
        var reason: CADFReason?
        if attempt.userID == nil, let reference = attempt.reference {
            initiator.add(reference.name == nil ? "user_id" : "user_name", reference.name ?? reference.id)
            initiator.add("domain_id", reference.domainID)
            initiator.add("domain_name", reference.domainName)
            reason = CADFReason(
                type: "Could not find user: \(reference.name ?? reference.id ?? "").", code: "404")
        }
        if let session = attempt.federation {
            initiator.credential = CADFCredential(
                type: "http://docs.oasis-open.org/security/saml/v2.0", token: "unknown",
                identityProvider: session.idpID, user: attempt.userID ?? "unknown", groups: session.groupIDs)
        }
        if let failure = attempt.failure, let userID = attempt.userID {
            if attempt.isLocked {
                reason = CADFReason(type: "The account is locked for user: \(userID).", code: "401")
            } else if failure.message != Fault.unauthorized().message {
                reason = CADFReason(type: failure.message, code: "\(failure.status)")
            }
        }
        var event = try event("authenticate", initiator, target(), connection)
        event.outcome = outcome
        event.reason = reason
        try send("identity.authenticate", event, connection)
    }

    /// Whether sign-ins of that outcome are told of.
    func wantsSignIn(_ outcome: CADFOutcome) -> Bool { wants("identity.authenticate.\(outcome.rawValue)") }

    private func wants(_ eventType: String) -> Bool { notifier.isOn && !optOut.contains(eventType) }

    private func send(_ eventType: String, _ event: CADFEvent, _ connection: Connection) throws {
        try notifier.notify(connection, eventType) { event.write(to: &$0) }
    }

    private func event(
        _ action: String, _ initiator: CADFResource, _ target: CADFResource, _ connection: Connection
    ) throws -> CADFEvent {
        CADFEvent(
            id: CADFIdentifier.new(identifiers), time: connection.now, action: action, outcome: .success,
            initiator: initiator, target: target,
            observer: CADFResource(id: try observerID(connection), typeURI: "service/security"))
    }

    private func target() -> CADFResource {
        CADFResource(id: CADFIdentifier.new(identifiers), typeURI: Self.account)
    }

    /// Who made the request; `userID` when that is somebody else than its token says, or it had none.
    private func initiator(
        by userID: String?, named userName: String? = nil, _ connection: Connection
    ) throws -> CADFResource {
        let context = RequestContext.current
        let id = userID ?? context?.userID
        var name = userName ?? (id == context?.userID ? context?.userName : nil)
        if name == nil, let id { name = try connection.table(User.self).find(id)?.name }
        var initiator = CADFResource(
            id: id.map(CADFIdentifier.of(resource:)) ?? CADFIdentifier.new(identifiers), typeURI: Self.account)
        initiator.host = CADFHost(address: context?.remoteAddress, agent: context?.userAgent)
        initiator.name = name
        initiator.add("user_id", id)
        initiator.add("username", name)
        initiator.add("project_id", context?.projectID)
        initiator.add("domain_id", context?.domainID)
        initiator.add("request_id", context?.requestID)
        initiator.add("global_request_id", context?.globalRequestID)
        return initiator
    }

    /// Identity as the catalog knows it.
    private func observerID(_ connection: Connection) throws -> String {
        let now = connection.now
        if let known = observer.withLock({ $0 }), known.until > now { return known.id }
        let service = try connection.table(Service.self).first(where: [.equal("type", "identity")])
        guard let service else { return CADFIdentifier.new(identifiers) }
        observer.withLock { $0 = (service.id, now + Self.remembered) }
        return service.id
    }

    private static func basic(_ id: String, _ actor: Actor?, _ writer: inout JSONWriter) {
        let context = RequestContext.current
        writer.object { writer in
            writer.field("resource_info", id)
            for member in actor?.members ?? [] { writer.field(member.name, member.value) }
            writer.fieldIfPresent("request_id", context?.requestID)
            writer.fieldIfPresent("global_request_id", context?.globalRequestID)
        }
    }
}

extension Notices {
    /// Who came into a group, or left it.
    struct Actor: Sendable {
        var id: String
        var operation: Operation

        enum Operation: String, Sendable {
            case added, removed
        }

        var members: [(name: String, value: String)] {
            [("actor_id", id), ("actor_type", "user"), ("actor_operation", operation.rawValue)]
        }
    }
}
