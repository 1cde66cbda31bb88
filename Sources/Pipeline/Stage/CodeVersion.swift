internal import Crypto
internal import Foundation
internal import Kernels

/// Which program computes: results may be used again only by the program that made them.
package enum CodeVersion {
    /// The version that people see.
    package static let number = "0.2.0"

    /// The version with the first twelve digits of the SHA-256 of the executable, which change with every line of code,
    /// and the BLAS kernels of this processor, on which the last digits of fits depend: `0.1.0+3f9a0c1d2e4b.haswell`.
    package static let full = "\(number)+\(imageDigits).\(kernelName.lowercased())"

    private static let imageDigits: String = {
        guard let image = try? Data(contentsOf: URL(filePath: "/proc/self/exe"), options: .alwaysMapped) else {
            return "unknown"
        }
        let digits = SHA256.hash(data: image).prefix(6).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return digits.joined()
    }()
}
