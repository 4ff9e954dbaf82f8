import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-OAUTH1/consumers` (Identity API v3 OS-OAUTH1).
struct ConsumersAPI: ResourceAPI {
    let actions: ConsumerActions

    static let (name, plural) = ("consumer", "consumers")
    static let shape = ListShape(.keystone)
    static let creation = Field.body("consumer", ["description": Field.text])
    static let change = Field.body("consumer", ["description": Field.text], minMembers: 1)

    var routes: [Route] {
        let path = "/v3/OS-OAUTH1/consumers"
        let one = path + "/{consumer_id}"
        return [
            .get(path, "identity:list_consumers", list),
            .post(path, "identity:create_consumer", body: Self.creation, create),
            .get(one, "identity:get_consumer", show),
            .patch(one, "identity:update_consumer", body: Self.change, update),
            .delete(one, "identity:delete_consumer", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        let (consumer, secret) = try await actions.create(input(request), request.caller)
        return .keystone("consumer", .created) { Self.write(consumer, secret: secret, request, &$0) }
    }

    func update(_ request: APIRequest) async throws -> Response {
        let id = request.parameter("consumer_id")
        let members = try request.object("consumer")
        guard members["secret"] == nil else {
            throw Fault.invalid("consumer", "the secret of a consumer cannot be changed")
        }
        if let other = members["id"], other.string != id { throw Fault.badRequest("Cannot change consumer ID") }
        return answer(.ok, try await actions.update(id, input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> ConsumerActions.Input {
        var members = try Members(request, "consumer")
        return ConsumerActions.Input(
            description: members.nullableString("description"), extra: members.extra(without: "secret"))
    }

    static func write(_ consumer: Consumer, _ request: APIRequest, _ writer: inout JSONWriter) {
        write(consumer, secret: nil, request, &writer)
    }

    /// - Parameter secret: only in the answer that makes it.
    private static func write(
        _ consumer: Consumer, secret: String?, _ request: APIRequest, _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("id", consumer.id)
            writer.field("description", consumer.description)
            writer.fieldIfPresent("secret", secret)
            writer.extra(consumer.extra, self: "\(request.serviceURL)/v3/OS-OAUTH1/consumers/\(consumer.id)")
        }
    }
}
