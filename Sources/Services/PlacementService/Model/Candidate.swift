/// One way to fulfil a request: how much of what from whom.
struct Candidate: Sendable {
    /// An amount of one class from one provider.
    struct Part: Sendable {
        var provider: ProviderState
        var resourceClass: String
        var amount: Int64
    }

    /// Each provider and class at most once; those of one provider stand together.
    var parts: [Part]
    /// Which providers fulfil which group.
    var mappings: [(suffix: String, providers: [String])]

    /// Equal for candidates that are the same to a client.
    var key: String {
        let amounts = parts.map { "\($0.provider.uuid) \($0.resourceClass) \($0.amount)" }.sorted()
        let groups = mappings.map { "\($0.suffix)=\($0.providers.sorted().joined(separator: ","))" }.sorted()
        return (amounts + groups).joined(separator: ";")
    }
}
