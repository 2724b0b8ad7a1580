// cordon::asio - the door to Boost.Asio.
#ifndef CORDON_ASIO_HPP
#define CORDON_ASIO_HPP

#include <cordon/asio/address.hpp>

#endif
