import CloudCore
import CloudSQL

extension Work {
    /// A VXLAN identifier that no network has.
    func freeVNI() throws -> Int {
        let range = core.configuration.vxlanRange
        let used =
            try connection.first(Int.self, "SELECT count(*) FROM networks WHERE network_type = 'vxlan'") ?? 0
        // Given in order, the next free one is near the count of those used; who lost a race looks elsewhere.
        let guess = range.lowerBound + (used + races * 7) % range.count
        let window = (0..<64).map { range.lowerBound + (guess - range.lowerBound + $0) % range.count }
        let taken = Set(
            try connection.all(
                Int.self,
                """
                SELECT segmentation_id FROM networks WHERE network_type = 'vxlan' AND segmentation_id IN
                    (\(window.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))
                """, window.map { .integer(Int64($0)) }))
        if let free = window.first(where: { !taken.contains($0) }) { return free }
        let all = Set(
            try connection.all(Int.self, "SELECT segmentation_id FROM networks WHERE network_type = 'vxlan'"))
        guard let free = range.first(where: { !all.contains($0) }) else {
            throw Fault(
                503, "Unable to create the network. No tenant network is available for allocation.",
                code: "NoNetworkAvailable")
        }
        return free
    }
}
