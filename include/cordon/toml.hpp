// cordon::toml - the door to toml++: login configurations as text that people edit.
#ifndef CORDON_TOML_HPP
#define CORDON_TOML_HPP

#include <cordon/toml/reader.hpp>
#include <cordon/toml/writer.hpp>

#endif
