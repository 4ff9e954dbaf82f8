import CloudCore
import CloudSQL

extension Work {
    /// A VXLAN identifier that no network has.
    func freeVNI() throws -> Int {
        let range = core.configuration.vxlanRange
        let used = try connection.vxlanCount()
        // Given in order, the next free one is near the count of those used; who lost a race looks elsewhere.
        let guess = range.lowerBound + (used + races * 7) % range.count
        let window = (0..<64).map { range.lowerBound + (guess - range.lowerBound + $0) % range.count }
        let taken = try connection.vxlanSegments(among: window)
        if let free = window.first(where: { !taken.contains($0) }) { return free }
        let all = try connection.vxlanSegments()
        guard let free = range.first(where: { !all.contains($0) }) else {
            throw Fault(
                503, "Unable to create the network. No tenant network is available for allocation.",
                code: "NoNetworkAvailable")
        }
        return free
    }
}
