import CloudAuth
import CloudCore
import CloudSQL

/// Create, list, show, update and delete of any resource: policy, revision, transaction.
struct ResourceActions<Life: Lifecycle>: Sendable {
    typealias Row = Life.Row

    let core: NetworkCore
    let life: Life

    private var kind: String { life.map.resource }

    func list(
        _ query: ListQuery, _ special: [(name: String, values: [String])], _ caller: Caller
    ) async throws -> Page<Row> {
        try await prepare(caller)
        return try await core.read(caller) { work in
            var condition = self.sight(caller)
            for (name, values) in special {
                guard let next = self.life.condition(name, values) else { continue }
                condition = condition?.and(next) ?? next
            }
            do {
                return try query.readPage { try work.table(Row.self).list($0, and: condition) }
            } catch SQLError.notFound {
                throw self.life.missing(query.marker ?? "")
            }
        }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Row {
        try await core.read(caller) { try self.visible(id, $0, caller) }
    }

    /// All of them or none.
    func create(_ bodies: [Values], _ caller: Caller) async throws -> [Row] {
        let owners = try bodies.map { try owner($0, caller) }
        return try await core.write(caller) { work in
            try zip(bodies, owners).map { values, project in
                let target = try self.life.target(values, project, work)
                try work.enforce("create_\(self.kind)", target)
                for name in self.life.map.guarded(values, creating: true) {
                    try work.enforce("create_\(self.kind):\(name)", target)
                }
                try self.life.prepare(project, work)
                return try self.life.create(values, project, work)
            }
        }
    }

    func update(_ id: String, _ values: Values, ifMatch revision: Int64?, _ caller: Caller) async throws -> Row {
        try await core.write(caller) { work in
            var row = try self.visible(id, work, caller)
            let target = try self.life.target(row, work)
            try work.enforce("update_\(self.kind)", target)
            for name in self.life.map.guarded(values, creating: false) {
                try work.enforce("update_\(self.kind):\(name)", target)
            }
            try self.require(revision, row)
            try self.life.update(&row, values, work)
            try work.store(&row)
            return row
        }
    }

    func delete(_ id: String, ifMatch revision: Int64?, _ caller: Caller) async throws {
        try await core.write(caller) { work in
            let row = try self.visible(id, work, caller)
            try work.enforce("delete_\(self.kind)", try self.life.target(row, work))
            try self.require(revision, row)
            try self.life.delete(row, work)
        }
    }

    /// Replaces the tags by what `change` makes of them.
    func tag(_ id: String, _ caller: Caller, _ change: @escaping @Sendable ([String]) throws -> [String]) async throws
        -> [String]
    {
        try await core.write(caller) { work in
            var row = try self.visible(id, work, caller)
            try work.enforce("update_\(self.kind)", try self.life.target(row, work))
            let tags = try change(row.tags)
            guard tags != row.tags else { return tags }
            row.tags = tags
            try work.store(&row)
            return tags
        }
    }

    /// Attributes that the caller is not to see.
    func hidden(_ caller: Caller) -> Set<String> {
        life.map.hidden.filter { !core.policy.allows("get_\(kind):\($0)", caller, .project(caller.projectID)) }
    }

    /// The row, if the caller may see it; to others it is as if it were not there.
    func visible(_ id: String, _ work: Work, _ caller: Caller) throws -> Row {
        guard !id.utf8.contains(0) else { throw life.missing(id) }
        let key = ListQuery.Filter("id", .isIn, [.string(id)])
        guard let row = try work.table(Row.self).list(ListQuery(filters: [key]), and: sight(caller)).first,
            core.policy.allows("get_\(kind)", caller, try life.target(row, work))
        else { throw life.missing(id) }
        return row
    }

    private func sight(_ caller: Caller) -> SQLCondition? {
        core.isAdmin(caller) ? nil : life.visibility(caller.projectID ?? "")
    }

    private func prepare(_ caller: Caller) async throws {
        guard let project = caller.projectID,
            try await core.read(caller, { try self.life.needsPreparation(project, $0) })
        else { return }
        try await core.write(caller) { try self.life.prepare(project, $0) }
    }

    private func require(_ revision: Int64?, _ row: Row) throws {
        guard let revision, revision != row.generation else { return }
        throw Fault.revision(revision, current: row.generation)
    }

    private func owner(_ values: Values, _ caller: Caller) throws -> String {
        let asked = values.string("project_id")
        if let asked, !asked.isEmpty, asked != caller.projectID, !core.isAdmin(caller) {
            throw Fault.badRequest(
                "Specifying 'project_id' or 'tenant_id' in the request requires admin privileges",
                code: "HTTPBadRequest")
        }
        guard let project = asked ?? caller.projectID else {
            throw Fault.badRequest(
                "Running without a project requires that project_id is specified.", code: "HTTPBadRequest")
        }
        return project
    }
}
