import CloudCore
import CloudJSON
import CloudSQL

extension Table where R == Server {
    /// One page of the servers that the filter lets through; one query, and one more before it for a name's pattern.
    func list(_ query: ListQuery, _ filter: ServerFilter) throws -> [Server] {
        var query = query
        query.filters += filter.equal
        if let projectID = filter.projectID { query = query.with("project_id", .string(projectID)) }
        if let since = filter.changesSince {
            query.filters.append(.init("updated_at", .greaterOrEqual, [.integer(since.microseconds)]))
        }
        if let before = filter.changesBefore {
            query.filters.append(.init("updated_at", .lessOrEqual, [.integer(before.microseconds)]))
        }
        // Changes include deletions.
        if filter.wantsDeleted {
            query.filters.append(.init("deleted_at", .isNotIn, [.null]))
        } else if filter.changesSince == nil {
            query = query.with("deleted_at", .null)
        }
        if let address = filter.address { query.filters.append(.init("address_text", .contains, [.string(address)])) }
        var conditions: [SQLCondition] = []
        if let statuses = filter.statuses {
            conditions.append(.any(statuses.map(Self.condition)) ?? SQLCondition("1 = 0"))
        }
        conditions += filter.allTags.map(Self.has)
        conditions += filter.notAnyTags.map { .not(Self.has($0)) }
        if let oneOf = SQLCondition.any(filter.anyTags.map(Self.has)) { conditions.append(oneOf) }
        if let together = SQLCondition.all(filter.notAllTags.map(Self.has)) { conditions.append(.not(together)) }
        if let pattern = filter.name { query.filters.append(try names(matching: pattern, query)) }
        return try list(query, and: .all(conditions))
    }

    private static func condition(_ status: ServerStatus) -> SQLCondition {
        let (vmState, taskState) = status.states
        if let taskState {
            return SQLCondition(
                "vm_state = $1 AND task_state = $2", [.text(vmState.rawValue), .text(taskState.rawValue)])
        }
        guard status == .active else { return SQLCondition("vm_state = $1", [.text(vmState.rawValue)]) }
        return SQLCondition(
            "vm_state = $1 AND (task_state IS NULL OR task_state NOT IN ($2, $3))",
            [.text(vmState.rawValue), .text(TaskState.rebooting.rawValue), .text(TaskState.rebootingHard.rawValue)])
    }

    /// Tags stand as JSON texts in an array: the quoted tag is found as such.
    private static func has(_ tag: String) -> SQLCondition {
        let quoted = JSON.string(tag).text
        let plain = quoted.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
        return SQLCondition("tags LIKE $1 ESCAPE '!'", [.text("%\(plain)%")])
    }

    /// A plain text is left to the database; a pattern is tried on the names here.
    private func names(matching pattern: String, _ query: ListQuery) throws -> ListQuery.Filter {
        let core = pattern.drop { $0 == "^" }
        let special = Set(#".*+?()[]{}|\^$"#)
        if !core.contains(where: special.contains) {
            return ListQuery.Filter("name", pattern.hasPrefix("^") ? .startsWith : .contains, [.string(String(core))])
        }
        if pattern.hasPrefix("^"), core.hasSuffix("$"), !core.dropLast().contains(where: special.contains) {
            return ListQuery.Filter("name", .isIn, [.string(String(core.dropLast()))])
        }
        guard pattern.utf8.count <= 255, let regex = try? Regex(pattern) else {
            throw Fault.badRequest(
                "Invalid input for query parameters name. Value: \(pattern). It is not a valid regex.")
        }
        var scope = query
        (scope.limit, scope.marker) = (nil, nil)
        let matching = try list(scope).filter { (try? regex.firstMatch(in: $0.name)) != nil }
        return ListQuery.Filter("id", .isIn, matching.map { .string($0.id) })
    }
}
