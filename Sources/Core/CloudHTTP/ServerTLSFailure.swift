/// Why a certificate or key cannot be used.
package struct ServerTLSFailure: Error, CustomStringConvertible {
    package var description: String
}
