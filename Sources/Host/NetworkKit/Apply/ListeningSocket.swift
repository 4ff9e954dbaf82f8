import CShim
package import HostKit

/// TCP sockets that listen inside a namespace, for servers that accept on them from outside.
package enum ListeningSocket {
    /// A non-blocking listening descriptor; the caller closes it, or gives it to the server that does.
    package static func open(in namespace: NetworkNamespace, address: String = "0.0.0.0", port: Int) async throws
        -> Int32
    {
        try await BlockingWork.run("apus-listen", in: namespace) {
            try SystemError.check(
                shim_listen(address, Int32(port)), "listen on \(address):\(port) in \(namespace.name)")
        }
    }
}
