/// An nftables table that is replaced as a whole: the kernel's copy is known by a chain named after its text.
struct TablePlan: Sendable, Hashable {
    var family = "ip"
    var name = "apus"
    /// Chains as `name`, head (`type nat hook …`) and rules.
    var chains: [Chain]

    struct Chain: Sendable, Hashable {
        var name: String
        var head: String
        var rules: [String]
    }

    var marker: String { "digest_\(Digest.text("\(chains)"))" }
    var ruleCount: Int { chains.reduce(0) { $0 + $1.rules.count } }

    /// Puts this table in the place of what is there, in one transaction.
    var script: String {
        var lines = ["add table \(family) \(name)", "delete table \(family) \(name)", "table \(family) \(name) {"]
        for chain in chains {
            lines += ["chain \(chain.name) {", chain.head] + chain.rules + ["}"]
        }
        lines += ["chain \(marker) {", "}", "}", ""]
        return lines.joined(separator: "\n")
    }
}
