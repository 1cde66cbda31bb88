import Domain
import Foundation
import Store
import Testing

struct KeyStoreTests {
    @Test(arguments: Engine.here)
    func `a key opens what it was made for`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let keys = try fixture.keys()
        let (key, text) = try keys.create(scope: .admin, rate: 60, at: .day(1))
        #expect(try keys.verify(text, at: .day(1)) == key)
        #expect(key.scope == .admin && key.rate == 60)
        #expect(try keys.list() == [key])
    }

    @Test(arguments: Engine.here)
    func `nothing else opens it`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let keys = try fixture.keys()
        let (key, text) = try keys.create(scope: .read, rate: 0, at: .day(1))
        let (_, other) = try keys.create(scope: .read, rate: 0, at: .day(1))
        let secret = text.dropFirst(key.id.count + 1)
        for wrong in [
            "", ".", key.id, "\(key.id).", "\(key.id).\(secret.dropLast())", "\(key.id).\(secret)x", "x.\(secret)",
            "\(key.id).\(other.split(separator: ".")[1])", String(secret), text + ".more",
        ] {
            #expect(try keys.verify(wrong, at: .day(1)) == nil)
        }
    }

    @Test(arguments: Engine.here)
    func `a key ends when it expires or is revoked`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let keys = try fixture.keys()
        let (_, short) = try keys.create(scope: .read, rate: 0, expires: .day(3), at: .day(1))
        let (long, text) = try keys.create(scope: .read, rate: 0, at: .day(1))
        #expect(try keys.verify(short, at: .day(2)) != nil)
        #expect(try keys.verify(short, at: .day(3)) == nil)
        try keys.revoke(long.id, at: .day(4))
        try keys.revoke(long.id, at: .day(9))
        #expect(try keys.verify(text, at: .day(4)) == nil)
        #expect(try keys.list().first { $0.id == long.id }?.revokedAt == .day(4))
        #expect(code { try keys.revoke("none", at: .day(4)) } == .unknownKey)
    }

    @Test(arguments: Engine.here)
    func `another process's keys and revocations count at once`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let (keys, other) = (try fixture.keys(), try fixture.keys())
        let (key, text) = try keys.create(scope: .read, rate: 0, at: .day(1))
        #expect(try other.verify(text, at: .day(1)) == key)
        try keys.revoke(key.id, at: .day(1))
        #expect(try other.verify(text, at: .day(1)) == nil)
    }

    @Test(arguments: Engine.here)
    func `a key is of no use to another tenant`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let (_, text) = try fixture.keys().create(scope: .read, rate: 0, at: .day(1))
        #expect(try fixture.keys(tenant: "two").verify(text, at: .day(1)) == nil)
    }

    @Test func `the secret is nowhere on the disk, and has 256 bits`() throws {
        let root = Fixture.temporaryPath()
        let keys = try KeyStore(root: root, tenant: "one")
        let texts = try (0..<10).map { _ in try keys.create(scope: .read, rate: 0, at: .day(1)).text }
        let secrets = texts.map { String($0.split(separator: ".")[1]) }
        // 43 digits of 6 bits.
        #expect(secrets.allSatisfy { $0.utf8.count == 43 })
        #expect(Set(secrets).count == 10)
        for name in try FileManager.default.contentsOfDirectory(atPath: root + "/one") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(root)/one/\(name)"))
            for secret in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil) }
        }
    }

    @Test func `the comparison looks at every byte`() {
        let bytes = [UInt8](0..<32)
        #expect(constantTimeEquals(bytes, bytes))
        #expect(constantTimeEquals([], []))
        #expect(!constantTimeEquals(bytes, Array(bytes.dropLast())))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!constantTimeEquals(bytes, other))
        }
    }

}
