import HostKit

/// What one namespace should hold.
struct NamespacePlan: Sendable {
    var namespace: NetworkNamespace
    var links: [LinkPlan] = []
    var routes: [RoutePlan] = []
    /// Under `/proc/sys/`.
    var sysctls: [(path: String, value: String)] = []
    /// Those of its links, which are there once the links are.
    var linkSysctls: [(path: String, value: String)] = []
    /// Links that others make and remove.
    var tolerated: Set<String> = ["lo"]
    /// Cables whose other ends are gone: with a namespace that a process of its keeps alive, for example.
    var torn: Set<String> = []
    var table: TablePlan?
}
