import CloudCore

extension ServerQuota {
    /// How many servers of that size may be made, at least `minimum`.
    /// - Throws: 403 in Nova's words.
    func count(minimum: Int, maximum: Int, _ flavor: Flavor, used: ServerUsage) throws(Fault) -> Int {
        func room(_ limit: Int, _ used: Int, each: Int) -> Int {
            limit < 0 || each == 0 ? maximum : max(0, (limit - used) / each)
        }
        let fitting =
            [
                maximum, room(servers, used.servers, each: 1), room(vcpus, used.vcpus, each: flavor.vcpus),
                room(memory, used.memory, each: flavor.memory),
            ].min() ?? 0
        guard fitting < minimum else { return fitting }
        let overs = [
            ("cores", minimum * flavor.vcpus, used.vcpus, vcpus), ("instances", minimum, used.servers, servers),
            ("ram", minimum * flavor.memory, used.memory, memory),
        ].filter { $0.3 >= 0 && $0.2 + $0.1 > $0.3 }
        func list<Value>(_ value: ((String, Int, Int, Int)) -> Value) -> String {
            overs.map { "\(value($0))" }.joined(separator: ", ")
        }
        throw Fault.forbidden(
            "Quota exceeded for \(list { $0.0 }): Requested \(list { $0.1 }), but already used \(list { $0.2 }) of "
                + "\(list { $0.3 }) \(list { $0.0 })")
    }
}
