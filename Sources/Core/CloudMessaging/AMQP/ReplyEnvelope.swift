import CloudCore
import FoundationEssentials

/// The answer to a call on the wire: a reply, or a fault.
enum ReplyEnvelope {
    private enum Key: String, CodingKey {
        case reply, fault
    }

    private enum Body<Reply: Codable>: Codable {
        case reply(Reply)
        case fault(WireFault)

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            if container.contains(.fault) {
                self = .fault(try container.decode(WireFault.self, forKey: .fault))
            } else {
                self = .reply(try container.decode(Reply.self, forKey: .reply))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            switch self {
            case .reply(let reply): try container.encode(reply, forKey: .reply)
            case .fault(let fault): try container.encode(fault, forKey: .fault)
            }
        }
    }

    private struct WireFault: Codable {
        var status: Int
        var code: String
        var message: String
        var cause: String?
        /// Names and values by turns.
        var headers: [String]

        init(_ fault: Fault) {
            (status, code, message, cause) = (fault.status, fault.code, fault.message, fault.cause)
            headers = fault.headers.flatMap { [$0.name, $0.value] }
        }

        var fault: Fault {
            let pairs = stride(from: 0, to: headers.count - 1, by: 2).map {
                (name: headers[$0], value: headers[$0 + 1])
            }
            return Fault(status, message, code: code, cause: cause, headers: pairs)
        }
    }

    static func bytes(_ reply: some Codable) throws -> Data { try JSONEncoder().encode(Body.reply(reply)) }

    static func bytes(_ fault: Fault) -> Data {
        let body = Body<Bool>.fault(WireFault(fault))
        // Strings and a number: encoding them cannot fail; an empty body would still end the call with a fault.
        return (try? JSONEncoder().encode(body)) ?? Data()
    }

    /// The reply out of the bytes; throws the fault in them, or a 500 when they are neither.
    static func reply<Reply: Codable>(_ type: Reply.Type, _ bytes: Data, to name: String) throws -> Reply {
        let body: Body<Reply>
        do {
            body = try JSONDecoder().decode(Body<Reply>.self, from: bytes)
        } catch {
            throw BusFault.mismatch(name, found: "\(error)")
        }
        switch body {
        case .reply(let reply): return reply
        case .fault(let fault): throw fault.fault
        }
    }
}
