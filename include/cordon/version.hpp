// cordon - trusted networks, security tokens and login rules for C++20. MIT licence.
#ifndef CORDON_VERSION_HPP
#define CORDON_VERSION_HPP

// Semantic versioning. The inline namespace `v0` carries the ABI: objects built against two
// incompatible versions do not link by accident.
#define CORDON_VERSION_MAJOR 0
#define CORDON_VERSION_MINOR 1
#define CORDON_VERSION_PATCH 0

/// cordon: trusted networks, security tokens and login rules.
namespace cordon::inline v0 {
}

#endif
