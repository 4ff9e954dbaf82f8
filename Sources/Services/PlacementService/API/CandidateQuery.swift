import CloudCore
import CloudHTTP

/// Reads the query of `GET /allocation_candidates` into groups and what holds for all of them.
struct CandidateQuery {
    private let request: APIRequest
    private let version: Microversion
    private let kinds = ["resources", "required", "member_of", "in_tree"]

    init(_ request: APIRequest) {
        self.request = request
        version = request.version
    }

    /// - Throws: `Fault` 400 for what makes no sense, or is not known in the version asked for.
    func read() throws -> CandidateRequest {
        try checkNames()
        var result = CandidateRequest()
        result.limit = try limit()
        if let policy = request.query.all("group_policy").first {
            guard policy == "none" || policy == "isolate" else {
                throw Fault.badRequest("\(QueryCheck.prefix)'\(policy)' is not one of ['none', 'isolate']")
            }
            result.isolates = policy == "isolate"
        }
        result.knowsTrees = version >= Microversion(1, 29)
        (result.rootRequired, result.rootForbidden) = try rootTraits()
        result.sameSubtrees = try sameSubtrees()
        result.groups = try groups()
        try checkGroups(result)
        if request.query["group_policy"] == nil, result.groups.filter({ !$0.suffix.isEmpty }).count > 1 {
            throw Fault.badRequest(
                "The \"group_policy\" parameter is required when specifying more than one \"resources{N}\" parameter.")
        }
        return result
    }

    /// The kind and suffix of a parameter like `required_COMPUTE`; nil when it is none.
    private func split(_ name: String) -> (kind: String, suffix: String)? {
        for kind in kinds where name.hasPrefix(kind) {
            guard kind != "in_tree" || version >= Microversion(1, 31),
                kind != "required" || version >= Microversion(1, 17),
                kind != "member_of" || version >= Microversion(1, 21)
            else { return nil }
            let suffix = String(name.dropFirst(kind.count))
            if suffix.isEmpty || isSuffix(suffix) { return (kind, suffix) }
        }
        return nil
    }

    private func isSuffix(_ text: String) -> Bool {
        let bytes = text.utf8
        if version >= Microversion(1, 33) {
            let marks: Set<UInt8> = [45, 95]
            return bytes.count <= 64
                && bytes.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || marks.contains($0)
                }
        }
        return version >= Microversion(1, 25) && bytes.first != 48 && bytes.allSatisfy { (48...57).contains($0) }
    }

    private func checkNames() throws {
        var others: Set<String> = []
        if version >= Microversion(1, 16) { others.insert("limit") }
        if version >= Microversion(1, 25) { others.insert("group_policy") }
        if version >= Microversion(1, 35) { others.insert("root_required") }
        if version >= Microversion(1, 36) { others.insert("same_subtree") }
        let unknown = Set(request.query.items.map(\.name)).filter { !others.contains($0) && split($0) == nil }.sorted()
        guard !unknown.isEmpty else {
            if version < Microversion(1, 25), request.query["resources"] == nil {
                throw Fault.badRequest("\(QueryCheck.prefix)'resources' is a required property")
            }
            return
        }
        let names = unknown.map { "'\($0)'" }.joined(separator: ", ")
        guard version >= Microversion(1, 25) else {
            throw Fault.badRequest(
                "\(QueryCheck.prefix)Additional properties are not allowed "
                    + "(\(names) \(unknown.count == 1 ? "was" : "were") unexpected)"
            )
        }
        let suffix = version >= Microversion(1, 33) ? "[a-zA-Z0-9_-]{1,64}" : "[1-9][0-9]*"
        let known = kinds.filter { $0 != "in_tree" || version >= Microversion(1, 31) }.sorted()
        let patterns = known.map { "'^\($0)(\(suffix))?$'" }.joined(separator: ", ")
        throw Fault.badRequest(
            "\(QueryCheck.prefix)\(names) \(unknown.count == 1 ? "does" : "do") "
                + "not match any of the regexes: \(patterns)"
        )
    }

    private func limit() throws -> Int? {
        guard let text = request.query.all("limit").first else { return nil }
        guard let first = text.utf8.first, first != 48, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw QueryCheck.refusal("'\(text)' does not match '^[1-9][0-9]*$'", "limit")
        }
        return Int(text) ?? .max
    }

    private func rootTraits() throws -> (required: Set<String>, forbidden: Set<String>) {
        let values = request.query.all("root_required")
        guard let value = values.first else { return ([], []) }
        guard values.count == 1 else {
            throw Fault.badRequest(
                "Query parameter 'root_required' may be specified only once.", code: FaultCode.duplicateKey)
        }
        guard !value.hasPrefix("in:") else {
            throw Fault.badRequest(
                "\(QueryCheck.prefix)The format 'in:HW_CPU_X86_VMX,CUSTOM_MAGIC' "
                    + "only supported since microversion 1.39. Got: \(value)"
            )
        }
        let traits = try ResourceQuery.allTraits(value, mayForbid: true)
        let both = traits.forbidden.intersection(traits.required).sorted()
        guard both.isEmpty else {
            throw Fault.badRequest(
                "Conflicting required and forbidden traits found in root_required: \(both.joined(separator: ", "))",
                code: FaultCode.badValue)
        }
        return (Set(traits.required), traits.forbidden)
    }

    private func sameSubtrees() throws -> [Set<String>] {
        try request.query.all("same_subtree").map { value in
            let suffixes = Set(
                value.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { !$0.isWhitespace } })
            guard !suffixes.contains("") else {
                throw Fault.badRequest(
                    "Empty string (unsuffixed group) can not be specified in `same_subtree` ", code: FaultCode.badValue)
            }
            return suffixes
        }
    }

    private func groups() throws -> [RequestGroup] {
        var groups: [String: RequestGroup] = [:]
        var order: [String] = []
        for (name, value) in request.query.items {
            guard let (kind, suffix) = split(name) else { continue }
            if groups[suffix] == nil { order.append(suffix) }
            var group = groups[suffix] ?? RequestGroup(suffix: suffix)
            switch kind {
            case "resources": group.resources = try ResourceQuery.resources(value)
            case "required":
                (group.requiredTraits, group.forbiddenTraits) = try ResourceQuery.traits(
                    request.query.all(name), version)
            case "member_of":
                (group.memberOf, group.forbiddenAggregates) = try ResourceQuery.memberOf(
                    request.query.all(name), suffix: suffix, version)
            default: group.inTree = try ResourceQuery.inTree(value)
            }
            groups[suffix] = group
        }
        return order.compactMap { groups[$0] }
    }

    private func checkGroups(_ wanted: CandidateRequest) throws {
        let groups = wanted.groups
        if version >= Microversion(1, 36) {
            try checkSubtrees(wanted)
        } else {
            try checkOrphans(groups)
        }
        guard version >= Microversion(1, 22) else { return }
        let conflicts = groups.flatMap { group in
            group.requiredTraits.filter { $0.isSubset(of: group.forbiddenTraits) }.map {
                "required\(group.suffix): (\($0.sorted().joined(separator: ", ")))"
            }
        }
        guard conflicts.isEmpty else {
            throw Fault.badRequest(
                "Conflicting required and forbidden traits found in the following traits keys: "
                    + conflicts.sorted().joined(separator: ", "))
        }
    }

    private func checkSubtrees(_ wanted: CandidateRequest) throws {
        func list(_ names: [String]) -> String { "[" + names.map { "'\($0)'" }.joined(separator: ", ") + "]" }
        let suffixes = wanted.groups.map(\.suffix)
        let without = wanted.groups.filter(\.resources.isEmpty).map(\.suffix)
        guard without.count < suffixes.count else {
            throw Fault.badRequest(
                "There must be at least one resources or resources[$S] parameter.", code: FaultCode.missingValue)
        }
        let inSubtrees = wanted.sameSubtrees.reduce(into: Set<String>()) { $0.formUnion($1) }
        let alone = without.filter { !inSubtrees.contains($0) }
        guard alone.isEmpty else {
            throw Fault.badRequest(
                "Resourceless suffixed group request should be specified in `same_subtree` query param: "
                    + "bad group(s) - \(list(alone)).", code: FaultCode.badValue)
        }
        let unreal = inSubtrees.filter { !suffixes.contains($0) }.sorted()
        guard unreal.isEmpty else {
            throw Fault.badRequest(
                "Real suffixes should be specified in `same_subtree`: \(list(unreal)) not found in \(list(suffixes)).",
                code: FaultCode.badValue)
        }
    }

    private func checkOrphans(_ groups: [RequestGroup]) throws {
        let traits = groups.filter { $0.resources.isEmpty && !$0.requiredTraits.isEmpty }.map { "required\($0.suffix)" }
        guard traits.isEmpty else {
            throw Fault.badRequest(
                "All traits parameters must be associated with resources.  Found the following orphaned traits keys: "
                    + traits.joined(separator: ", "))
        }
        let members = groups.filter {
            $0.resources.isEmpty && (!$0.memberOf.isEmpty || !$0.forbiddenAggregates.isEmpty)
        }
        .map { "member_of\($0.suffix)" }
        guard members.isEmpty else {
            throw Fault.badRequest(
                "All member_of parameters must be associated with resources. "
                    + "Found the following orphaned member_of keys: "
                    + members.joined(separator: ", "))
        }
        guard groups.allSatisfy({ !$0.resources.isEmpty }) else {
            throw Fault.badRequest("All request groups must specify resources.")
        }
        guard !groups.isEmpty else {
            throw Fault.badRequest("At least one request group (`resources` or `resources{$S}`) is required.")
        }
    }
}
