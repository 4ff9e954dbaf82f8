/// A microversion that cannot be served.
package enum MicroversionRefused: Error, Sendable {
    /// It is no version at all.
    case malformed(String)
    /// It is out of the service's range.
    case unsupported(Microversion, MicroversionRange)
}
