import CloudJSON
import HTTPTypes
import NIOCore
import NIOPosix
import Testing

@testable import CloudHTTP

@Suite struct LongListTests {
    /// A page is written where its request is served, a list of thousands where nobody waits for it.
    @Test func aLongListKeepsNoConnectionWaiting() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        await withTaskExecutorPreference(LoopExecutor(loop)) {
            for (count, isOnLoop) in [(500, true), (501, false)] {
                var lines = 0
                let answer = await Response.json(items: count) { writer in
                    writer.array(0..<count) { writer, number in
                        #expect(loop.inEventLoop == isOnLoop)
                        writer.value(number)
                        lines += 1
                    }
                }
                #expect(loop.inEventLoop && lines == count && answer.headers[.contentType] == "application/json")
            }
        }
    }
}
