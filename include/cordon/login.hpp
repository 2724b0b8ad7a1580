// cordon::login - the login rules.
//
// Include this, or one of these alone; each says first what its type is, costs and promises. The
// rules have the numbers of docs/login.md.
#ifndef CORDON_LOGIN_HPP
#define CORDON_LOGIN_HPP

#include <cordon/login/configuration.hpp> // organisation, profiles: what decisions go by
#include <cordon/login/presets.hpp>       // salesforce, strict
#include <cordon/login/user.hpp>          // a user's permissions

#endif
