/// Candidates, and all providers of the trees that they are from.
struct CandidateList: Sendable {
    var candidates: [Candidate] = []
    var summaries: [ProviderState] = []
}
