import CRabbitMQ
import CloudCore
import Glibc

/// Where the broker is and how to log in. Its description leaves the password out.
struct AMQPAddress: Sendable, CustomStringConvertible {
    let host: String
    let port: Int32
    let virtualHost: String
    let user: String
    let password: String

    /// Reads `amqp://user:password@host:port/vhost`; all but the scheme may be left out.
    /// Throws a fault that does not repeat the URL.
    init(url: String) throws {
        guard url.hasPrefix("amqp://") else {
            throw Fault(500, "The broker's URL must begin with amqp:// (amqps is not supported).", code: "bus.url")
        }
        var info = amqp_connection_info()
        amqp_default_connection_info(&info)
        guard let text = strdup(url) else { throw Fault(500, "Out of memory.") }
        defer { free(text) }
        guard amqp_parse_url(text, &info) == 0, let host = info.host, let virtualHost = info.vhost,
            let user = info.user, let password = info.password
        else {
            throw Fault(
                500, "The broker's URL cannot be read; expected amqp://user:password@host:port/vhost.", code: "bus.url")
        }
        self.host = String(cString: host)
        self.port = info.port
        // A bare slash at the end is what everybody writes for the default virtual host.
        let path = String(cString: virtualHost)
        self.virtualHost = path.isEmpty ? "/" : path
        self.user = String(cString: user)
        self.password = String(cString: password)
    }

    var description: String { "\(host):\(port) virtual host \(virtualHost)" }
}
