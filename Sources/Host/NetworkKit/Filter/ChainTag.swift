/// Written as the comment of a chain's last rule: tells whether the kernel's chain is the one that we made.
struct ChainTag: Sendable, Hashable {
    var digest: String
    var rules: Int
}
