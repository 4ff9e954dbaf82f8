/// How many servers there are, and what they use together.
struct ServerUsage: Sendable, Hashable {
    var servers: Int
    var vcpus: Int
    /// MiB.
    var memory: Int
}
