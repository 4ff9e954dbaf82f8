import CloudAuth
import CloudCore
import CloudHTTP

/// What a list of servers takes from its query.
struct ServerQuery: Sendable {
    var query: ListQuery
    var filter: ServerFilter
    var allProjects: Bool

    private static let sortable = [
        "created_at": "created_at", "updated_at": "updated_at", "uuid": "id", "display_name": "name",
        "vm_state": "vm_state",
        "task_state": "task_state", "power_state": "power_state", "image_ref": "image_id",
        "instance_type_id": "flavor_id",
        "key_name": "key_name", "host": "host", "node": "node", "availability_zone": "availability_zone",
        "launched_at": "launched_at", "terminated_at": "terminated_at", "project_id": "project_id",
        "user_id": "user_id",
        "hostname": "hostname", "launch_index": "launch_index", "progress": "progress",
        "config_drive": "has_config_drive",
        "access_ip_v4": "access_v4", "access_ip_v6": "access_v6", "locked_by": "is_locked",
        "display_description": "description", "auto_disk_config": "disk_config",
    ]

    /// What everybody may filter by.
    private static let open = ["image": "image_id", "flavor": "flavor_id", "reservation_id": "reservation_id"]

    /// What administrators may, and everybody from 2.83.
    private static let more = [
        "availability_zone": "availability_zone", "key_name": "key_name", "task_state": "task_state",
        "vm_state": "vm_state",
        "user_id": "user_id", "hostname": "hostname", "uuid": "id",
    ]
    private static let administrators = ["host": "host", "node": "node", "hypervisor_hostname": "node"]

    init(_ request: APIRequest, maximumPage: Int) throws {
        let shape = ListShape(
            .nova, sortable: Self.sortable, defaultOrder: [.init("created_at", ascending: false)],
            maximumPage: maximumPage)
        query = try shape.query(request)
        if query.limit == 0 { query.limit = maximumPage }
        let isAdmin = try request.caller.hasRole("admin")
        let asked = request.query
        if let item = asked.items.first(where: { $0.value.utf8.contains(0) }) {
            throw Fault.badRequest("Invalid input for query parameters \(item.name): it holds a null character.")
        }
        filter = ServerFilter()
        allProjects = try Self.flag(asked, "all_tenants")
        filter.name = asked["name"].flatMap { $0.isEmpty ? nil : $0 }
        filter.address = (asked["ip"] ?? asked["ip6"]).map(Self.address)
        filter.changesSince = try Self.moment(asked, "changes-since")
        if request.version >= Microversion(2, 66) { filter.changesBefore = try Self.moment(asked, "changes-before") }
        filter.wantsDeleted = try isAdmin && Self.flag(asked, "deleted")
        var columns = Self.open
        if isAdmin || request.version >= Microversion(2, 83) { columns.merge(Self.more) { $1 } }
        if isAdmin { columns.merge(Self.administrators) { $1 } }
        for (name, column) in columns {
            let values = asked.all(name)
            if !values.isEmpty { filter.equal.append(.init(column, .isIn, values.map { .string($0) })) }
        }
        try readStatuses(asked, isAdmin: isAdmin)
        if request.version >= Microversion(2, 26) { readTags(asked) }
        if request.version >= Microversion(2, 73), asked["locked"] != nil {
            filter.equal.append(.init("is_locked", .isIn, [.boolean(try Self.flag(asked, "locked"))]))
        }
        // An administrator who names a project means it.
        if isAdmin, let project = asked["project_id"] ?? asked["tenant_id"] {
            filter.equal.append(.init("project_id", .isIn, [.string(project)]))
            allProjects = true
        }
    }

    private mutating func readStatuses(_ asked: Query, isAdmin: Bool) throws {
        let texts = asked.all("status").filter { !$0.isEmpty }
        guard !texts.isEmpty else { return }
        let statuses = texts.compactMap { ServerStatus(rawValue: $0.uppercased()) }
        filter.statuses = statuses
        if statuses.contains(.deleted) {
            guard isAdmin else { throw Fault.forbidden("Only administrators may list deleted instances") }
            filter.wantsDeleted = true
        }
    }

    private mutating func readTags(_ asked: Query) {
        func tags(_ name: String) -> [String] { (asked[name] ?? "").split(separator: ",").map(String.init) }
        filter.allTags = tags("tags")
        filter.anyTags = tags("tags-any")
        filter.notAllTags = tags("not-tags")
        filter.notAnyTags = tags("not-tags-any")
    }

    /// An address pattern as part of the text of all addresses.
    private static func address(_ pattern: String) -> String {
        var text = pattern.replacing("\\.", with: ".")
        let (start, end) = (text.hasPrefix("^"), text.hasSuffix("$"))
        if start { text.removeFirst() }
        if end { text.removeLast() }
        return (start ? " " : "") + text + (end ? " " : "")
    }

    private static func flag(_ asked: Query, _ name: String) throws -> Bool {
        guard let text = asked[name] else { return false }
        switch text.lowercased() {
        case "", "1", "t", "true", "on", "y", "yes": return true
        case "0", "f", "false", "off", "n", "no": return false
        default:
            throw Fault.badRequest(
                "Invalid input for query parameters \(name). Value: \(text). '\(text)' is not a boolean.")
        }
    }

    private static func moment(_ asked: Query, _ name: String) throws -> Timestamp? {
        guard let text = asked[name] else { return nil }
        guard let moment = Timestamp(text) else {
            throw Fault.badRequest(
                "Invalid input for query parameters \(name). Value: \(text). '\(text)' is not a 'date-time'")
        }
        return moment
    }
}
