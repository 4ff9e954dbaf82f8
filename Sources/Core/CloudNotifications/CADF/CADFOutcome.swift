/// How an audited action went (DSP0262, "outcome taxonomy").
package enum CADFOutcome: String, Sendable {
    case success, failure, pending
}
